/// Looks at prompts before they cost anything, by a small file of rules that the operator can replace.
@NullMarked
@ApplicationModule(
        id = "engine.moderation",
        displayName = "Engine: moderation",
        allowedDependencies = {"platform.settings"})
package studio.atelier.engine.moderation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
