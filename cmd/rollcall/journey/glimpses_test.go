package journey

import (
	"strconv"
	"strings"
	"testing"
)

// stop is something to look at: how one gets there, and the words that must
// stand there whole.
type stop struct {
	name string
	act  func()
	says []string
}

func (d *desk) walk(column int, stops []stop) {
	d.t.Helper()
	for _, s := range stops {
		s.act()
		for _, text := range s.says {
			d.eventually("to read "+strconv.Quote(text), patience, func() bool { return d.reads(column, text) })
		}
		d.picture(s.name)
	}
}

// reads tells whether a sentence stands whole beside the left column, which is so
// wide, on however many lines.
func (d *desk) reads(column int, text string) bool {
	d.t.Helper()
	for _, inverted := range []bool{false, true} {
		var page strings.Builder
		for _, w := range d.read(inverted) {
			if w.box.Min.X > column {
				page.WriteString(squeeze(w.text))
			}
		}
		if strings.Contains(page.String(), squeeze(text)) {
			return true
		}
	}
	return false
}

func TestWaysInInFrenchAndDark(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, pictures: "french-ways-in", language: "fra"})
	s := d.startService()
	app := d.rollcall("--server", s.url, "--lang", "fr", "--theme", "dark")
	click := func(text string) func() { return func() { d.click(text) } }
	d.walk(290, []stop{
		{"connexion", func() {}, []string{"Connexion", "Mot de passe oublié ?", "Cet ordinateur n’a pas de trousseau. Vous devrez vous reconnecter la prochaine fois"}},
		{"oublie", click("Mot de passe oublié"), []string{"Un lien pour choisir un nouveau mot de passe est envoyé à l’adresse courriel qui lui correspond.", "Envoyer le lien"}},
		{"liste", func() { d.click("Retour"); d.enterCredentials(s.Login, s.Password) }, []string{"28 utilisateurs", "aucun trousseau ne la conserve, et rien n’est enregistré"}},
		{"activite", func() { d.page("Activité") }, []string{"Qui a fait quoi, et quand. Personne ne peut le modifier.", "Exporter"}},
		{"jetons", func() { d.page("Jetons") }, []string{"Un jeton d’API laisse un script agir au nom de l’administrateur qui l’a créé, dans ce compte seulement.", "Bilans mensuels"}},
		{"nouveau-jeton", click("Nouveau jeton"), []string{"Ce qui l’utilise, par exemple", "révocable à tout moment."}},
		{"compte", func() { d.key("Escape"); d.page("Compte") }, []string{"Nom du compte", "Chacun décide dans son profil de saisir ou non un code en plus du mot de passe.", "L’exiger de tout le monde"}},
		{"exiger", click("L’exiger de tout le monde"), []string{"configurez d’abord", "Exiger la double authentification de tout le monde", "pas encore de second facteur", "cette étape ne se contourne pas"}},
		{"codes-d-acces", func() { d.key("Escape"); d.page("Utilisateurs"); d.openFrenchAccessCodes() }, []string{"nouveau mot de passe, que personne d’autre ne connaîtra. Le lien est valable"}},
		{"mot-de-passe", click("Fixer un mot de passe"), []string{"Vous connaîtrez alors le mot de passe de Benjamin, dont toutes les sessions prennent fin aussitôt. Mieux vaut envoyer un lien."}},
		{"profil", func() { d.key("Escape"); d.personMenuOf("Amélie Roy"); d.click("Mon profil") }, []string{"Fonction"}},
		{"facteurs", func() { d.scrollTo("Codes par") }, []string{"Votre mot de passe seul laisse entrer quiconque l’apprend. Un second facteur l’en empêche."}},
		{"qr", func() {
			d.clickInRow("Application d’authentification", "Configurer")
			d.write(s.Password)
			d.key("Return")
		}, []string{"Balayez ce code avec votre application d’authentification, puis saisissez les six chiffres qu’elle affiche.", "Ou tapez cette clé", "Code de six chiffres"}},
		{"secours", func() {
			d.write(d.scan().code())
			d.key("Return")
		}, []string{"Vos codes de secours", "Conservez-les là où vous seul pouvez les prendre"}},
	})
	app.quit()
}

func (d *desk) openFrenchAccessCodes() {
	d.t.Helper()
	d.key("ctrl+f")
	d.write("okafor")
	d.gone("Chloé")
	d.clickInRow("Benjamin Okafor", "Actions")
	d.click("Modifier")
	d.click("Codes d’accès")
}

func TestWaysInInASmallWindow(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, pictures: "small"})
	s := d.startService()
	app := d.rollcall("--server", s.url)
	d.see("This computer has no keyring")
	d.shrink(820, 560)
	click := func(text string) func() { return func() { d.click(text) } }
	d.walk(80, []stop{
		{"sign-in", func() {}, []string{"Continue", "E-mail or user name", "Password"}},
		{"list", func() { d.enterCredentials(s.Login, s.Password) }, []string{"28 users", "Online"}},
		{"access-codes", func() { d.openAccessCodesOf("Benjamin Okafor") }, []string{"to choose a new password", "Send a password link", "Cancel"}},
		{"set-a-password", click("Set a password"), []string{"Your own password", "Cancel"}},
		{"profile", func() { d.key("Escape"); d.iconMenu(); d.click("My profile") }, []string{"Job title"}},
		{"factors", func() { d.scrollTo("Codes by e-mail") }, []string{"Authenticator app"}},
		{"scan", func() {
			d.clickInRow("Authenticator app", "Set up")
			d.write(s.Password)
			d.key("Return")
		}, []string{"Scan this", "Or type this key", "Code of six digits", "Confirm"}},
		{"recovery-codes", func() {
			d.write(d.scan().code())
			d.key("Return")
		}, []string{"Your recovery codes", "They are shown only now"}},
	})
	app.quit()
}

func (d *desk) openAccessCodesOf(name string) {
	d.t.Helper()
	d.key("ctrl+f")
	d.write(strings.Fields(name)[1])
	d.gone("Chloé")
	d.clickInRow(name, "Actions")
	d.click("Modify")
	d.click("Access codes")
}

// window is the frame of the program on the screen.
type window struct{ x, y, width, height int }

// shrink gives the window a size, in pixels, and puts it in the corner.
func (d *desk) shrink(width, height int) {
	d.t.Helper()
	id := d.windowID()
	d.xdotool("windowsize", id, strconv.Itoa(width), strconv.Itoa(height))
	d.xdotool("windowmove", id, "20", "30")
	d.settle()
}

func (d *desk) windowID() string {
	d.t.Helper()
	out, err := d.command("xdotool", "search", "--onlyvisible", "--name", "^Rollcall$").Output()
	must(d.t, err)
	return strings.Fields(string(out))[0]
}

// iconMenu opens the menu of the person where the left column shows icons only.
func (d *desk) iconMenu() {
	d.t.Helper()
	w := d.frame()
	d.clickAt(w.x+32, w.y+w.height-32)
}

// frame is where the window stands now.
func (d *desk) frame() window {
	d.t.Helper()
	out, err := d.command("xdotool", "getwindowgeometry", "--shell", d.windowID()).Output()
	must(d.t, err)
	at := map[string]int{}
	for line := range strings.Lines(string(out)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		at[name], _ = strconv.Atoi(value)
	}
	return window{at["X"], at["Y"], at["WIDTH"], at["HEIGHT"]}
}
