export const draft = 'nobody asks for this yet'
