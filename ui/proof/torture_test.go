package proof

import (
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"garagemail/mailer/mailertest"
	"garagemail/store"
	"garagemail/ui/command"
	"garagemail/ui/programtest"
)

// torture kills the program again and again while it empties an outbox into a server that has its own bad moments, and
// then compares what the server accepted with what the file says.
type torture struct {
	*testing.T
	server *mailertest.Server
	path   string

	mu     sync.Mutex
	random *rand.Rand
	faulty bool
	faults map[string]int
	// unanswered counts the faults after which nobody but the server knows whether it has the message.
	unanswered int

	startup time.Duration // of the program, until it has done nothing
	kills   int
	queued  int // messages of this round
	total   programtest.Ledger
}

// tortureHabits are those of real servers, one after the other, a round each; with them the server is one that nobody knows, or
// says that it is one that takes what comes with the end of a message.
var tortureHabits = []struct {
	name   string
	habits mailertest.Habits
}{
	{"none", mailertest.Habits{}},
	{"swallows what follows the dot", mailertest.Habits{Swallows: true}},
	{"ends the session after each message", mailertest.Habits{EndsEach: true}},
	{"answers late", mailertest.Habits{Late: 20 * time.Millisecond}},
	{"421 after 7 messages", mailertest.Habits{MostMessages: 7}},
	{"452 after 7 messages", mailertest.Habits{MostMessages: 7, TooMany: mailertest.OpenSMTPD452}},
	{"421 after 3 errors", mailertest.Habits{MostErrors: 3}},
	{"hangs up after 2 errors", mailertest.Habits{MostErrors: 2, Mute: true}},
	{"answers twice", mailertest.Habits{Twice: true}},
}

// killsARound is after how many kills a new file begins, and the server has other habits.
const killsARound = 50

// killLease is the lease of the programs that are killed: the next one waits for it.
const killLease = 250 * time.Millisecond

// TestKills is the proof that nothing is lost and nothing goes twice. TORTURE_KILLS says how often; make torture 1,000.
func TestKills(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows does not tell a killed program from one that failed")
	}
	wanted := 15
	if text := os.Getenv("TORTURE_KILLS"); text != "" {
		var err error
		if wanted, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	x := &torture{T: t, random: rand.New(rand.NewPCG(seed, 4)), faults: map[string]int{}} //nolint:gosec // a test's guesses
	servers := []*mailertest.Server{
		mailertest.Start(t, mailertest.Options{Fault: x.fault}),
		mailertest.Start(t, mailertest.Options{Fault: x.fault, Greeting: mailertest.Unknown}),
	}
	start := time.Now()
	programtest.Run(t, programtest.Program(t, filepath.Join(t.TempDir(), "none.db"), "--version")).Must(t, command.ExitDone, nil)
	x.startup = time.Since(start)
	for round := 1; x.kills < wanted; round++ {
		x.server = servers[round%2]
		habits := tortureHabits[(round+int(seed%uint64(len(tortureHabits))))%len(tortureHabits)]
		x.server.SetHabits(habits.habits)
		if habits.habits.Twice {
			x.unanswered++ // what its answers belong to is in doubt once
		}
		t.Logf("round %d: a server that everybody knows %v, habit: %s", round, round%2 == 0, habits.name)
		x.round(round, min(wanted, x.kills+max(1, min(killsARound, wanted/5))))
	}
	faults := 0
	for _, count := range x.faults {
		faults += count
	}
	t.Logf("faults tried %d %v, kills %d, queued %d, accepted %d, lost %d, doubled %d, uncertain %d (faults that leave one: %d)",
		faults, x.faults, x.kills, x.total.Queued, x.total.Accepted, x.total.Lost, x.total.Doubled, x.total.Uncertain, x.unanswered)
	if x.total.Uncertain > x.kills+x.unanswered {
		t.Errorf("%d uncertain after %d kills and %d answers that never came", x.total.Uncertain, x.kills, x.unanswered)
	}
	if x.total.Accepted < wanted {
		t.Errorf("only %d messages were accepted: the programs died too young to prove anything", x.total.Accepted)
	}
}

// round kills on a new file until there were so many kills, lets the rest go, and judges.
func (x *torture) round(number, kills int) {
	x.path = filepath.Join(x.TempDir(), "garage-"+strconv.Itoa(number)+".db")
	programtest.NewPost(x, x.path, x.server)
	x.queued = 0
	x.setFaulty(true)
	x.queue()
	for x.kills < kills {
		if !x.killOne() {
			x.queue()
		}
	}
	x.setFaulty(false)
	x.finish()
	settled := x.compare("after the kills")
	x.total.Add(settled)

	// A person looks into her sent mail and says of each uncertain message what is true.
	x.resolve()
	x.finish()
	if last := x.compare("after a person's word"); last.Uncertain > 0 || last.Waiting > 0 {
		x.Errorf("round %d does not come to an end: %+v", number, last)
	}
	if err := store.CheckThoroughly(x.Context(), x.path); err != nil {
		x.Error(err)
	}
	x.Logf("round %d: kills %d, %+v", number, x.kills, settled)
}

// killOne starts the program and kills it at a random moment. It is false when the program came to its end before.
func (x *torture) killOne() bool {
	x.Helper()
	var output strings.Builder
	child := programtest.Program(x, x.path, "outbox", "run", "--lease", killLease.String())
	child.Stdout, child.Stderr = &output, &output
	before := x.server.Connections()
	if err := child.Start(); err != nil {
		x.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	var err error
	select {
	case <-x.moment(before):
		_ = child.Process.Kill()
		err = <-ended
	case err = <-ended:
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
			x.kills++
			return true
		}
		if code := exit.ExitCode(); code != command.ExitFailed && code != command.ExitUncertain {
			x.Errorf("the program ended with %d:\n%s", code, output.String())
		}
	} else if err != nil {
		x.Fatal(err)
	}
	return false
}

// moment comes while the program starts, waits for the lease of its predecessor or connects, but mostly while it sends.
func (x *torture) moment(connections int) <-chan time.Time {
	if x.roll(5) == 0 {
		return time.After(x.between(0, x.startup+killLease))
	}
	came := make(chan time.Time, 1)
	after := x.between(0, 250*time.Millisecond)
	go func() {
		for deadline := time.Now().Add(x.startup + 4*time.Second); x.server.Connections() == connections && time.Now().Before(deadline); {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(after)
		came <- time.Now()
	}()
	return came
}

// fault is the server's bad moments. Addresses that begin with "refused" are refused for good, always.
func (x *torture) fault(point mailertest.Point, to string) error {
	if point == mailertest.Rcpt && strings.HasPrefix(to, "refused") {
		return mailertest.Refuse(550, [3]int{5, 1, 1}, "User unknown")
	}
	x.mu.Lock()
	faulty := x.faulty
	x.mu.Unlock()
	if !faulty {
		return nil
	}
	time.Sleep(x.between(0, 3*time.Millisecond))
	switch roll := x.roll(1000); {
	case roll < 4:
		return x.count("reset at "+string(point), mailertest.ErrDrop, point)
	case roll < 5:
		return x.count("silence at "+string(point), mailertest.ErrSilent, point)
	case roll < 12 && point != mailertest.Accepted:
		return x.count("4xx at "+string(point), mailertest.Refuse(451, [3]int{4, 3, 0}, "Temporary trouble"), "")
	case roll < 14 && point != mailertest.Accepted:
		return x.count("421 at "+string(point), mailertest.Refuse(421, [3]int{4, 3, 2}, "Shutting down"), "")
	}
	return nil
}

func (x *torture) count(name string, err error, point mailertest.Point) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.faults[name]++
	if point == mailertest.Data || point == mailertest.Accepted {
		x.unanswered++
	}
	return err
}

func (x *torture) setFaulty(faulty bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.faulty = faulty
}

func (x *torture) roll(sides int) int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.random.IntN(sides)
}

func (x *torture) between(from, to time.Duration) time.Duration {
	return from + time.Duration(x.roll(int(to-from)))
}
