/// What every HTTP surface shares: problems and their rendering, request ids, security headers, the authentication
/// port, the
/// type a room offers its `/functions/v1` routes with.
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
