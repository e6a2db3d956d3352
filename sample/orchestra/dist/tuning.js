/** Everybody takes the A of the oboe. */
export const tune = (players, hertz = 440) => players.map((player) => ({ ...player, hertz }))
