/// The heart: accepts a request for text, pictures, video or sound, runs it once whatever crashes, keeps
/// what was delivered and settles the money.
@NullMarked
@ApplicationModule(
        id = "engine.generation",
        displayName = "Engine: generation",
        allowedDependencies = {
            "platform.settings",
            "platform.crypto",
            "platform.database",
            "platform.problem",
            "platform.money",
            "platform.http",
            "platform.limits",
            "platform.mail",
            "platform.events",
            "platform.feed",
            "platform.schedule",
            "platform.telemetry",
            "platform.failpoint",
            "backend.audit",
            "backend.identity",
            "backend.isolation",
            "backend.storage",
            "engine.catalog",
            "engine.budgets",
            "engine.credits",
            "engine.media",
            "engine.moderation",
            "engine.projects",
            "engine.providers",
            "engine.vault"
        })
package studio.atelier.engine.generation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
