// Package assets holds what the programs carry inside: icons, fonts, texts,
// translations, and the templates of mails and pages.
package assets

import "embed"

// Catalogue holds the permission catalogue (R19): catalogue/en.json and
// catalogue/fr.json, each an account.Catalogue.
//
//go:embed catalogue/*.json
var Catalogue embed.FS

// Mail holds the templates of the messages that the service sends, and their
// words: mail/letter.html, mail/letter.txt, mail/en.json, mail/fr.json.
//
//go:embed mail/*
var Mail embed.FS

// Pages holds the templates, the style and the words of the pages that people
// reach from an e-mail link.
//
//go:embed pages/*
var Pages embed.FS
