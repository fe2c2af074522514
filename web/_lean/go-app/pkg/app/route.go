package app

// router knows paths only, and no patterns: those need package regexp.
type router map[string]func() Composer

func makeRouter() router { return router{} }

func (r router) route(path string, newComponent func() Composer) { r[path] = newComponent }

func (r router) routeWithRegexp(pattern string, _ func() Composer) {
	panic("route " + pattern + ": the lean build has no routes by pattern: name each path, or see web/lean.go")
}

func (r router) createComponent(path string) (Composer, bool) {
	newComponent, ok := r[path]
	if !ok {
		return nil, false
	}
	return newComponent(), true
}
