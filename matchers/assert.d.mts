export * from './assert.js'
