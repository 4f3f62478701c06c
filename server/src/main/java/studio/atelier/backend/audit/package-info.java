/// What was changed of keys, roles, budgets and money, by whom and from where. Entries are written in the
/// transaction that makes the change and can never be altered.
@NullMarked
@ApplicationModule(
        id = "backend.audit",
        displayName = "Backend: audit",
        allowedDependencies = {"platform.database", "platform.problem", "platform.http"})
package studio.atelier.backend.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
