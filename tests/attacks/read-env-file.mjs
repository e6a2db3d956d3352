// reads a file outside as one of variables
process.loadEnvFile?.('@OUT@/secret.env')
won(process.env.CANARY)
