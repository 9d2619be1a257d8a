package localcache

import (
	"context"

	"rollcall/account"
)

// pageReader reads one page of a list, and gives its rows and where the next one is.
type pageReader func(ctx context.Context, cursor string) (rows changes, next string, err error)

// readers are those of the lists of a full fetch, in their order.
func (c *Cache) readers(into mirror) []pageReader {
	pending := account.ListQuery{State: account.InvitationPending}
	cancelled := account.ListQuery{State: account.InvitationCancelled}
	ofUsers := func(rows []change[account.User]) changes { return changes{users: rows} }
	ofInvitations := func(rows []change[account.Invitation]) changes { return changes{invitations: rows} }
	ofExternals := func(rows []change[account.ExternalUser]) changes { return changes{externals: rows} }
	return []pageReader{
		pagesOf(c.remote.Users, account.ListQuery{}, into.users, ofUsers),
		pagesOf(c.remote.Invitations, pending, into.invitations, ofInvitations),
		pagesOf(c.remote.Invitations, cancelled, into.invitations, ofInvitations),
		pagesOf(c.remote.ExternalUsers, account.ListQuery{}, into.externals, ofExternals),
	}
}

// cancelledList is the one whose rows are not counted.
const cancelledList = 2

// pagesOf takes pages onto a shelf.
func pagesOf[T any](read func(context.Context, account.ListQuery) (account.Page[T], error), q account.ListQuery,
	onto *shelf[T], as func([]change[T]) changes,
) pageReader {
	q.Limit = pageLimit
	return func(ctx context.Context, cursor string) (changes, string, error) {
		q.Cursor = cursor
		page, err := read(ctx, q)
		if err != nil {
			return changes{}, "", err
		}
		rows := make([]change[T], len(page.Items))
		for i := range page.Items {
			row := &page.Items[i]
			id, _ := onto.identity(row)
			rows[i] = change[T]{id, row}
			onto.feedPut(row, 0)
		}
		return as(rows), page.NextCursor, nil
	}
}

// readLists reads the pages of all lists that are missing.
func (c *Cache) readLists(ctx context.Context, s *stage) error {
	readers := c.readers(s.fresh)
	c.showProgress(s.mark.Fetched)
	for s.mark.List < len(readers) {
		if err := c.readList(ctx, s, readers[s.mark.List]); err != nil {
			return err
		}
		s.mark.List, s.mark.Cursor = s.mark.List+1, ""
	}
	return nil
}

// readList reads a list to its end. A service that leads in a circle is refused.
func (c *Cache) readList(ctx context.Context, s *stage, read pageReader) error {
	seen := map[string]bool{s.mark.Cursor: true}
	for {
		rows, next, err := read(ctx, s.mark.Cursor)
		if err != nil {
			return err
		}
		if s.mark.List != cancelledList {
			s.mark.Fetched += rows.size()
			c.showProgress(s.mark.Fetched)
		}
		if next != "" && seen[next] {
			c.giveUpStage()
			return account.Faultf(account.BadAnswer, "the pages of a list do not end")
		}
		seen[next] = true
		s.mark.Cursor = next
		c.o.Copy.takePage(rows, s.mark.after())
		if next == "" {
			return nil
		}
	}
}

// after is where a fetch goes on after the page that was read last.
func (m stageMark) after() stageMark {
	if m.Cursor == "" {
		m.List++
	}
	return m
}

// showProgress says how many rows of a full fetch have come.
func (c *Cache) showProgress(fetched int) {
	counts := c.lists.Load().Account.Counts
	if counts == nil || fetched == 0 {
		return
	}
	total := counts.Users + counts.Invitations + counts.ExternalUsers
	c.setStatus(func(s *account.Status) { s.Fetched, s.Total = fetched, max(total, fetched) })
}
