/// Looks at prompts before they cost anything: by rules of the house, of the operator's file and of
/// administrators, and by a provider's moderation where the operator wants it. Keeps what was found, so that
/// an administrator can let it pass.
@NullMarked
@ApplicationModule(
        id = "engine.moderation",
        displayName = "Engine: moderation",
        allowedDependencies = {
            "platform.settings",
            "platform.crypto",
            "platform.database",
            "platform.problem",
            "platform.http",
            "platform.schedule",
            "backend.audit",
            "engine.catalog",
            "engine.providers",
            "engine.vault"
        })
package studio.atelier.engine.moderation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
