// lets V8 write its traces to a file outside
import v8 from 'node:v8'
v8.setFlagsFromString('--redirect-code-traces-to=@OUT@/traces')
v8.setFlagsFromString('--redirect-code-traces')
v8.setFlagsFromString('--print-opt-code')
v8.setFlagsFromString('--print-bytecode')
v8.setFlagsFromString('--trace-turbo-path=@OUT@'); v8.setFlagsFromString('--trace-turbo')
v8.setFlagsFromString('--logfile=@OUT@/v8.log'); v8.setFlagsFromString('--log-all'); v8.setFlagsFromString('--prof')
v8.setFlagsFromString('--allow-natives-syntax'); v8.setFlagsFromString('--always-turbofan')
function hot(a) { return a * 2 + 1 }
for (let at = 0; at < 3e5; at++) hot(at)
new Function('a', 'return a * 3')(1)
