package view

import "rollcall/account"

// Role is the part a colour plays; the theme knows which colour.
type Role uint8

// The roles, each with a plain and a soft colour.
const (
	RoleNeutral Role = iota
	RoleAccent
	RoleViolet
	RoleAmber
	RoleRed
	RoleGreen
)

// Badge is a short text on a soft colour.
type Badge struct {
	Text string
	Role Role
}

// typeRole is the colour of a user type's badge.
func typeRole(t account.UserType) Role {
	switch t {
	case account.Administrator:
		return RoleAccent
	case account.Custom:
		return RoleViolet
	}
	return RoleNeutral
}
