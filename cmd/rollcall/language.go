package main

import "sync/atomic"

// spoken is the language of the window, for the calls that are made elsewhere.
type spoken struct{ language atomic.Value }

func (s *spoken) set(language string) { s.language.Store(language) }

func (s *spoken) get() string {
	if language, ok := s.language.Load().(string); ok {
		return language
	}
	return "en"
}
