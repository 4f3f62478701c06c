/// Provider keys of people and of the server, encrypted at rest, handed out in the clear only to the call
/// that needs one.
@NullMarked
@ApplicationModule(
        id = "engine.vault",
        displayName = "Engine: vault",
        allowedDependencies = {
            "platform.settings",
            "platform.database",
            "platform.problem",
            "platform.crypto",
            "platform.outbound",
            "platform.http",
            "platform.limits",
            "platform.events",
            "backend.audit"
        })
package studio.atelier.engine.vault;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
