package view

// Beginning is what a Users screen begins with, made before there is one: its
// first picture then shows people.
type Beginning struct {
	engine  *engine
	picture picture
	state   PeopleState
	found   found
}

// Begin makes the beginning of a Users screen from the lists as they stand. It may
// be called on any goroutine, and takes a while where there are many people.
func Begin(e Env, source PeopleSource, o PeopleOptions) *Beginning {
	b := &Beginning{engine: newEngine(e.Words), picture: picture{
		query: newQuery(o.Folded), sample: o.Sample, noKeyring: o.NoKeyring, here: e.Now(), words: e.Words,
	}}
	b.picture.look(source)
	b.state, b.found = b.picture.build(b.engine)
	return b
}
