/// Budgets: how much may be spent by a person, a project, an organisation, an access key or everybody, in a
/// day, a month or at all.
@NullMarked
@ApplicationModule(
        id = "engine.budgets",
        displayName = "Engine: budgets",
        allowedDependencies = {
            "platform.database",
            "platform.problem",
            "platform.money",
            "platform.http",
            "platform.events",
            "platform.feed",
            "platform.schedule",
            "backend.audit"
        })
package studio.atelier.engine.budgets;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
