/// The isolation test: two throw-away tenants who really try to reach each other's rows, in this
/// installation as it is. Rooms
/// with routes of their own offer an [IsolationProbe].
@NullMarked
@ApplicationModule(
        id = "backend.isolation",
        displayName = "Backend: isolation",
        allowedDependencies = {
            "platform.database",
            "platform.problem",
            "platform.http",
            "platform.limits",
            "backend.identity",
            "backend.audit"
        })
package studio.atelier.backend.isolation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
