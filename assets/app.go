package assets

import "embed"

// appFiles is what the desktop app carries: its fonts and its icons.
//
//go:embed fonts/*.otf fonts/*.ttf icons/*.svg icons/app.png icons/app-window.png
var appFiles embed.FS

//go:embed translations
var translations embed.FS

// Translations holds the words of the app, one file per language named by its
// code: translations/en.json, translations/fr.json.
func Translations() embed.FS { return translations }

// Font returns an OpenType font by the name of its file without the ending:
// Inter-Regular, Inter-Medium or Inter-SemiBold. The error is that of fs.ReadFile.
func Font(name string) ([]byte, error) {
	return appFiles.ReadFile("fonts/" + name + ".otf")
}

// PaperFont returns the same typeface with TrueType outlines, which PDF files take:
// Inter-Regular or Inter-SemiBold. The error is that of fs.ReadFile.
func PaperFont(name string) ([]byte, error) {
	return appFiles.ReadFile("fonts/" + name + ".ttf")
}

// Icon returns an SVG drawing by its lucide name, such as "trash-2". Its lines
// have the colour currentColor. The error is that of fs.ReadFile.
func Icon(name string) ([]byte, error) {
	return appFiles.ReadFile("icons/" + name + ".svg")
}

// AppIcon returns the program's own icon as a PNG of 512 × 512 pixels.
// The error is that of fs.ReadFile.
func AppIcon() ([]byte, error) {
	return appFiles.ReadFile("icons/app.png")
}

// WindowIcon returns the same as a PNG of 256 × 256 pixels, as large as desktops
// draw the icon of a window: the larger one takes longer to hand over than the
// window to be drawn. The error is that of fs.ReadFile.
func WindowIcon() ([]byte, error) {
	return appFiles.ReadFile("icons/app-window.png")
}
