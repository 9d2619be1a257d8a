// Package front brings a window back that was minimised, for which the toolkit has
// no word.
package front
