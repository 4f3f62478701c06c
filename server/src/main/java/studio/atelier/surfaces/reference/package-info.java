/// The OpenAPI document of every HTTP route: what the code says of a route, and the words of `reference/*.yaml`
/// about it. Shows what is there; nothing depends on it.
@NullMarked
@ApplicationModule(
        id = "surfaces.reference",
        displayName = "Surfaces: reference",
        allowedDependencies = {"platform.database", "platform.http"})
package studio.atelier.surfaces.reference;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
