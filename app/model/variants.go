package model

import (
	"slices"

	"inflight/engine"
)

// offered are the variants that have a check box: each strategy, and behind it those of its variants that are often asked for.
var offered = func() []engine.Variant {
	var all []engine.Variant
	for _, s := range engine.Strategies {
		variants, err := engine.ParseVariants(s.Name + "," + s.Variants)
		if err != nil {
			panic("app: " + err.Error())
		}
		all = append(all, variants...)
	}
	return all
}()

// Choice is an offered variant as the page shows it.
type Choice struct {
	Variant engine.Variant
	On      bool
}

// Choices are the offered variants that differ from their plain strategy in this comparison, and all others on the list. There are none
// if the list cannot be read.
func (m CompareModel) Choices() []Choice {
	variants, err := engine.ParseVariants(m.Variants)
	if err != nil {
		return nil
	}
	var choices []Choice
	for _, v := range offered {
		if on := indexOf(variants, v) >= 0; on || m.differs(v) {
			choices = append(choices, Choice{v, on})
		}
	}
	for _, v := range variants {
		if indexOf(offered, v) < 0 {
			choices = append(choices, Choice{v, true})
		}
	}
	return choices
}

// differs reports whether a variant does anything here that its plain strategy does not.
func (m CompareModel) differs(v engine.Variant) bool {
	if len(v.Options) == 0 || m.Scenario == nil {
		return true
	}
	own, err := v.Scenario(m.Scenario)
	plain, err2 := engine.Variant{Strategy: v.Strategy}.Scenario(m.Scenario)
	return err == nil && err2 == nil && own.Link() != plain.Link()
}

// setVariant puts the variant of a box on the list, or takes it off. The list keeps the order of the offered variants.
func (m CompareModel) setVariant(text string, on bool) CompareModel {
	variants, err := engine.ParseVariants(m.Variants)
	one, err2 := engine.ParseVariants(text)
	if err != nil || err2 != nil || len(one) != 1 {
		return m
	}
	at := indexOf(variants, one[0])
	switch {
	case on && at < 0:
		variants = slices.Insert(variants, placeFor(variants, one[0]), one[0])
	case !on && at >= 0:
		variants = slices.Delete(variants, at, at+1)
	}
	m.Variants = variantText(variants)
	return m.reread()
}

// placeFor returns the place of a new variant on a list: before the first that is offered after it.
func placeFor(variants []engine.Variant, v engine.Variant) int {
	rank := indexOf(offered, v)
	i := slices.IndexFunc(variants, func(other engine.Variant) bool { return indexOf(offered, other) > rank })
	if i < 0 {
		return len(variants)
	}
	return i
}

func indexOf(variants []engine.Variant, v engine.Variant) int {
	return slices.IndexFunc(variants, func(other engine.Variant) bool { return other.String() == v.String() })
}
