'use strict'

/** Everybody takes the A of the oboe. */
exports.tune = (players, hertz = 440) => players.map((player) => ({ ...player, hertz }))
