// ends a process of the user
attempt(() => process.kill(@PID@, 'SIGKILL'))
