export { route } from './routing/index.js'
export { serve } from './services/index.js'
