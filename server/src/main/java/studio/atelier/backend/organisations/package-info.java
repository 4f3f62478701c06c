/// Organisations: who works together, in which role, and who is asked in. What a role may do is one
/// table of the
/// database,
/// `auth.role_permissions`, which the policies of all rooms and the answers of this one read. Other
/// rooms put an
/// organisation's id on their rows and name a permission in their policies; they need nothing else from
/// here.
@NullMarked
@ApplicationModule(
        id = "backend.organisations",
        displayName = "Backend: organisations",
        allowedDependencies = {
            "platform.settings",
            "platform.crypto",
            "platform.database",
            "platform.problem",
            "platform.http",
            "platform.limits",
            "platform.mail",
            "platform.schedule",
            "backend.identity",
            "backend.isolation"
        })
package studio.atelier.backend.organisations;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
