/// The query engine behind `/rest/v1`: every table, view and function of the exposed schemas, spoken as
/// PostgREST's clients speak it, under the caller's role and row-level security. A request walks four
/// stages, each a type: syntax tree, plan against the schema cache, parametrised SQL, answer. ADR 0015.
@NullMarked
@ApplicationModule(
        id = "backend.data",
        displayName = "Backend: data",
        allowedDependencies = {
            "platform.settings",
            "platform.database",
            "platform.problem",
            "platform.telemetry",
            "platform.limits",
            "platform.http",
            "backend.identity"
        })
package studio.atelier.backend.data;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
