package localcache

import (
	"context"

	"rollcall/account"
)

var _ account.Outbox = (*Cache)(nil)

// TakeBack gives up an act that waits. Without a copy none does.
func (c *Cache) TakeBack(context.Context, string) error { return account.Fault(account.NotFound) }

// SendAnew decides a refused act again. Without a copy none waits.
func (c *Cache) SendAnew(context.Context, string) error { return account.Fault(account.NotFound) }

// DiscardWaiting gives up all acts that wait. Without a copy none does.
func (c *Cache) DiscardWaiting(context.Context) error { return nil }
