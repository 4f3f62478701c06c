/// The books: what people may spend, what is set aside for runs, what was charged and why.
@NullMarked
@ApplicationModule(
        id = "engine.credits",
        displayName = "Engine: credits",
        allowedDependencies = {
            "platform.settings",
            "platform.database",
            "platform.problem",
            "platform.money",
            "platform.http",
            "platform.events",
            "platform.schedule",
            "platform.feed",
            "backend.identity",
            "backend.dossier",
            "backend.audit",
            "engine.budgets"
        })
package studio.atelier.engine.credits;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
