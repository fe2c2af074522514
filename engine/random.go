package engine

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"time"
)

// lot draws what the seed of a scenario decides. It makes no generator of its own for each of ten thousand draws.
type lot struct {
	seed   uint64
	source rand.PCG
	random *rand.Rand
}

func newLot(seed uint64) *lot {
	l := &lot{seed: seed}
	l.random = rand.New(&l.source)
	return l
}

// at is the generator of one stream, at its start.
func (l *lot) at(stream uint64) *rand.Rand {
	l.source.Seed(l.seed, stream)
	return l.random
}

// drawLatency is the entry's latency in whole microseconds, from zero to [MaxDuration]: with jitter uniform around it, with a tail
// log-normal. It depends on the seed and on which draw it is, so that neither editing another entry nor another strategy changes it.
func (l *lot) drawLatency(which int, e Entry) time.Duration {
	if e.Jitter == 0 && e.Tail == 0 {
		return e.Latency
	}
	random := l.at(uint64(which))
	if e.Tail > 0 {
		factor := math.Exp(math.Log(float64(e.Tail)/float64(e.Latency)) / normal99 * random.NormFloat64())
		return time.Duration(min(float64(e.Latency)*factor, float64(MaxDuration))).Round(time.Microsecond)
	}
	draw := random.Int64N(2*e.Jitter.Microseconds() + 1)
	return min(max(0, e.Latency-e.Jitter+time.Duration(draw)*time.Microsecond), MaxDuration)
}

// normal99 is the 99th percentile of the standard normal distribution.
const normal99 = 2.3263478740408408

// drawOutcome is the entry's outcome for that draw. The stream is another than that of the latency, which stays what it is when an
// entry gets chances.
func (l *lot) drawOutcome(which int, e Entry) What {
	if len(e.Chances) == 0 {
		return e.What
	}
	draw := l.at(uint64(which) | 1<<32).IntN(10_000)
	for _, c := range e.Chances {
		if draw -= c.Hundredths; draw < 0 {
			return c.What
		}
	}
	return e.What
}

// pythonRandom is random.Random(seed) of CPython: what a program draws by itself, the simulation draws too. It is the Mersenne
// Twister of Matsumoto and Nishimura (1998), seeded by init_by_array.
type pythonRandom struct {
	state [624]uint32
	words [624]uint32 // what the state is on the way out
	next  int         // of them
}

func newPythonRandom(seed uint64) *pythonRandom {
	key := []uint32{uint32(seed), uint32(seed >> 32)}
	if key[1] == 0 {
		key = key[:1]
	}
	r := &pythonRandom{}
	s := &r.state
	s[0] = 19650218
	for i := 1; i < len(s); i++ {
		s[i] = 1812433253*(s[i-1]^s[i-1]>>30) + uint32(i)
	}
	i, j := 1, 0
	step := func(factor, plus, minus uint32) {
		s[i] = (s[i] ^ (s[i-1]^s[i-1]>>30)*factor) + plus - minus
		if i++; i == len(s) {
			s[0], i = s[len(s)-1], 1
		}
	}
	for range s {
		step(1664525, key[j]+uint32(j), 0)
		j = (j + 1) % len(key)
	}
	for range s[1:] {
		step(1566083941, 0, uint32(i))
	}
	s[0], r.next = 1<<31, len(s)
	return r
}

// word is the next 32 bits.
func (r *pythonRandom) word() uint32 {
	if r.next == len(r.words) {
		r.turn()
	}
	r.next++
	return r.words[r.next-1]
}

// turn makes the next 624 words.
func (r *pythonRandom) turn() {
	s := &r.state
	next := func(i, far, following int) {
		y := s[i]&(1<<31) | s[following]&(1<<31-1)
		s[i] = s[far] ^ y>>1 ^ y&1*0x9908b0df
	}
	const far = 397
	for i := range len(s) - far {
		next(i, i+far, i+1)
	}
	for i := len(s) - far; i < len(s)-1; i++ {
		next(i, i+far-len(s), i+1)
	}
	next(len(s)-1, far-1, 0)
	for i, y := range s {
		y ^= y >> 11
		y ^= y << 7 & 0x9d2c5680
		y ^= y << 15 & 0xefc60000
		r.words[i] = y ^ y>>18
	}
	r.next = 0
}

// uniform is Random.uniform: from a to b. The conversions keep the compiler from fusing its steps.
func (r *pythonRandom) uniform(a, b float64) float64 {
	high, low := float64(r.word()>>5), float64(r.word()>>6)
	random := float64(high*(1<<26)+low) / (1 << 53)
	return a + float64((b-a)*random)
}

// shuffle is random.shuffle.
func shuffle[T any](r *pythonRandom, things []T) {
	for i := len(things) - 1; i > 0; i-- {
		j := r.below(i + 1)
		things[i], things[j] = things[j], things[i]
	}
}

// below is Random._randbelow: a whole number from 0 to n-1.
func (r *pythonRandom) below(n int) int {
	unused := bits.LeadingZeros32(uint32(n))
	for {
		if draw := int(r.word() >> unused); draw < n {
			return draw
		}
	}
}
