package import AfterworkWeb

/// All routes, in the order of app.py.
package struct AllRoutes: RouteProvider {
    package init() {}

    package var routes: [Route] { Paths().routes + Queries().routes + Bodies().routes + Forms().routes + Replies().routes }
}
