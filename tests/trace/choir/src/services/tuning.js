export const tune = (name) => `${name} at 440 Hz`
