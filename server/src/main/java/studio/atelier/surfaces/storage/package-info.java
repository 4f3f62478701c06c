/// `/storage/v1` as the Supabase clients speak it: buckets, objects, uploads, downloads, signed addresses,
/// pictures made smaller. Who may do what is decided by the policies of the database; what somebody uploaded
/// never runs in our origin. ADR 0019.
@NullMarked
@ApplicationModule(
        id = "surfaces.storage",
        displayName = "Surfaces: storage",
        allowedDependencies = {
            "platform.database",
            "platform.http",
            "platform.pictures",
            "platform.problem",
            "backend.storage"
        })
package studio.atelier.surfaces.storage;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
