// takes the priority of a process of the user
import os from 'node:os'
attempt(() => os.setPriority(@PID@, 19))
