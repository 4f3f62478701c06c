/// Who people are and how they prove it: accounts, sign-in, sessions, tokens and their keys, access keys,
/// project keys, the first person. Other rooms ask [Identity] and listen for [UserSignedUp]; the database's
/// policies do the rest.
@NullMarked
@ApplicationModule(
        id = "backend.identity",
        displayName = "Backend: identity",
        allowedDependencies = {
            "platform.settings",
            "platform.database",
            "platform.problem",
            "platform.crypto",
            "platform.limits",
            "platform.telemetry",
            "platform.http",
            "platform.events",
            "platform.schedule",
            "platform.mail",
            "platform.outbound",
            "backend.audit"
        })
package studio.atelier.backend.identity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
