// Package widgets holds the reusable parts of the screens. A widget takes what
// it shows through setters and tells what a person did through callbacks; it
// does no input or output, decides no rule, and has no words of its own.
//
// Texts whose height depends on their width answer HeightFor; Stack and Dialog
// ask for it, so that paragraphs, fields and cards wrap instead of being cut.
package widgets
