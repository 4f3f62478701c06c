/// What every HTTP surface shares: the one chain each request walks, problems and their rendering, strict
/// JSON bodies, the authentication port, the type a room offers its `/functions/v1` routes with, the web
/// app's files, probes.
@NullMarked
@ApplicationModule(
        id = "platform.http",
        displayName = "Platform: HTTP",
        allowedDependencies = {
            "platform.settings",
            "platform.database",
            "platform.problem",
            "platform.limits",
            "platform.telemetry"
        })
package studio.atelier.platform.http;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
