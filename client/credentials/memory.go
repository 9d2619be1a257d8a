package credentials

import (
	"context"
	"sync"
)

// MemoryStore keeps secrets for this run of the program only. It is what a
// computer without a keyring gets.
type MemoryStore struct {
	mu      sync.Mutex
	entries map[Key]string
}

var _ Store = (*MemoryStore)(nil)

// Memory makes an empty store that forgets when the program ends.
func Memory() *MemoryStore { return &MemoryStore{entries: map[Key]string{}} }

// Get gives a secret or ErrNotFound.
func (m *MemoryStore) Get(_ context.Context, k Key) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	secret, ok := m.entries[k]
	if !ok {
		return "", ErrNotFound
	}
	return secret, nil
}

// Set keeps a secret in place of the one before.
func (m *MemoryStore) Set(_ context.Context, k Key, secret string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.entries[k] = secret
	return nil
}

// Delete forgets a secret, or gives ErrNotFound.
func (m *MemoryStore) Delete(_ context.Context, k Key) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.entries[k]; !ok {
		return ErrNotFound
	}
	delete(m.entries, k)
	return nil
}

// String hides what is kept.
func (m *MemoryStore) String() string { return "credentials in memory" }

// GoString hides what is kept.
func (m *MemoryStore) GoString() string { return m.String() }
