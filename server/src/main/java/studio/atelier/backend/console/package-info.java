/// What administrators see of the schema, and the statements they run as a role of their choice. Off unless
/// the operator asks for it: who may run SQL as `postgres` may change every table of the operator's own.
@NullMarked
@ApplicationModule(
        id = "backend.console",
        displayName = "Backend: console",
        allowedDependencies = {
            "platform.settings",
            "platform.database",
            "platform.script",
            "platform.problem",
            "platform.http",
            "backend.audit",
            "backend.data"
        })
package studio.atelier.backend.console;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
