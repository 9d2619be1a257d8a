package main

import (
	"errors"

	"rollcall/server"
	"rollcall/server/passwords"
	"rollcall/server/sample"
)

type makeSample struct {
	Data   string `required:"" placeholder:"DIR" help:"Folder of the data; made when missing."`
	People int    `default:"28" placeholder:"N" help:"How many users (${default})."`
	Seed   uint64 `default:"1" placeholder:"S" help:"The same seed makes the same account (${default})."`
}

// Run makes the sample and prints how to sign in.
func (m *makeSample) Run(w *world) error {
	keeper, err := passwords.NewKeeper(1)
	if err != nil {
		return err
	}
	st, err := server.OpenStore(w, server.Config{DataDir: m.Data})
	if err != nil {
		return err
	}
	made, err := sample.Make(w, st, sample.Options{
		People: m.People, Seed: m.Seed, Now: w.moment(),
		Hash: func(password string) (string, error) { return keeper.Hash(w, password) },
	})
	if err = errors.Join(err, st.Close()); err != nil {
		return err
	}
	return printJSON(w.out, made)
}
