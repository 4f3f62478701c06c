/// Projects: where generations are filed, and what they may cost together.
@NullMarked
@ApplicationModule(
        id = "engine.projects",
        displayName = "Engine: projects",
        allowedDependencies = {
            "platform.database",
            "platform.problem",
            "platform.money",
            "platform.http",
            "platform.feed",
            "backend.audit",
            "backend.isolation"
        })
package studio.atelier.engine.projects;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
