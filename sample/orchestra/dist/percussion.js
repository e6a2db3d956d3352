export const percussion = ['timpani', 'triangle', 'gong']
