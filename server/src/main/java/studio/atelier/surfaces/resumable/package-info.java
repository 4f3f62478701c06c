/// `/storage/v1/upload/resumable`: uploads in parts by TUS 1.0, as `tus-js-client` and Uppy speak it with
/// Supabase. A part is answered when it is on disk; the object is made through the same admission and
/// policies as by any other way. Source: wire reference 4.7.
@NullMarked
@ApplicationModule(
        id = "surfaces.resumable",
        displayName = "Surfaces: resumable uploads",
        allowedDependencies = {
            "platform.crypto",
            "platform.database",
            "platform.http",
            "platform.problem",
            "platform.schedule",
            "platform.settings",
            "backend.storage"
        })
package studio.atelier.surfaces.resumable;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
