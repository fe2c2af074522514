// A program that uses what the runtime knows of its functions: to collect garbage, to grow stacks, to recover, to unwind.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
)

type tree struct{ left, right *tree }

// grow builds a tree, with pointers in every frame of a deep stack, and collects garbage at its bottom.
func grow(depth int) *tree {
	if depth == 0 {
		runtime.GC()
		return &tree{}
	}
	t := &tree{left: grow(depth - 1)}
	if depth < 6 {
		t.right = grow(depth - 1)
	}
	return t
}

func (t *tree) count() int {
	if t == nil {
		return 0
	}
	return 1 + t.left.count() + t.right.count()
}

func concurrent() int {
	var mu sync.Mutex
	var wg sync.WaitGroup
	words := map[string][]byte{}
	for i := range 200 {
		wg.Go(func() {
			text := []byte(strings.Repeat(fmt.Sprint(i), 50))
			runtime.Gosched()
			mu.Lock()
			defer mu.Unlock()
			words[fmt.Sprint(i)] = text
		})
	}
	wg.Wait()
	runtime.GC()
	n := 0
	for _, text := range words {
		n += len(text)
	}
	return n
}

// exchange writes pointers while garbage is collected, so that the barrier in front of each is full now and then, and has others run in
// between.
//
//go:noinline
func exchange(rounds int) int {
	all := make([]*tree, 50_000)
	for i := range all {
		all[i] = &tree{left: &tree{}, right: &tree{}}
	}
	done := false
	go func() {
		for range 3 {
			runtime.GC()
		}
		done = true
	}()
	n := 0
	for n = range rounds {
		for i := range all[:len(all)/10] {
			all[i], all[len(all)-1-i] = all[len(all)-1-i], all[i]
		}
		runtime.Gosched()
		if done {
			break
		}
	}
	for _, t := range all {
		n += t.count()
	}
	return n - n%1000
}

type helper struct{}

// help is inlined into its wrapper. Its call of recover comes from too deep to recover, and has to stay so.
func (helper) help() { tooDeep() }

//go:noinline
func tooDeep() { fmt.Println("too deep:", recover()) }

//go:noinline
func attempt(name string, do func()) {
	defer func() { fmt.Println(name, "recovered:", recover()) }()
	do()
}

//go:noinline
func deferred(h interface{ help() }) {
	defer h.help()
	panic("through a wrapper")
}

//go:noinline
func outOfRange(list []int, i int) int { return list[i] }

// keep collects garbage in what is deferred while a call panics that never comes back: what the frame knows of then has to stay.
//
//go:noinline
func keep(list []int, i, j int) (kept int) {
	var late *tree
	early := grow(4)
	defer func() {
		reason := recover()
		for range 3 {
			runtime.GC()
			grow(5)
		}
		fmt.Println("kept:", reason, early.count(), late.count())
	}()
	list[i]++
	late = grow(5)
	list[j]++
	return list[i] / list[j]
}

//go:noinline
func explode(why string) { panic(why) }

func main() {
	fmt.Println("nodes:", grow(3000).count(), "bytes:", concurrent())
	fmt.Println("exchanged:", exchange(1000) > 0)
	attempt("index", func() { outOfRange([]int{1, 2, 3}, len(os.Args)+4) })
	attempt("nil", func() { fmt.Println((*tree)(nil).left) })
	attempt("wrapper", func() { deferred(helper{}) })
	attempt("interface", func() { deferred(&helper{}) })
	keep([]int{1, 2, 3}, len(os.Args)+4, 0)
	keep([]int{1, 2, 3}, 0, len(os.Args)+4)
	keep([]int{1, -1, 3}, 0, 1)
	pc, _, _, _ := runtime.Caller(0)
	fmt.Println("in", runtime.FuncForPC(pc).Name())
	for _, size := range []int{10, 10_000} {
		buffer := make([]byte, 1<<16)
		fmt.Println(len(fmt.Sprintf("%s", buffer[:runtime.Stack(buffer, true)])) > size/1000)
	}
	explode("boom")
}
