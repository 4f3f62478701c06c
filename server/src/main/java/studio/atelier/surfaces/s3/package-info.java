/// `/storage/v1/s3`: buckets and objects by the S3 protocol, for tools that speak nothing else. A request is
/// signed with an access key that an administrator issued, which sees everything, or with the anon key and a
/// person's token, and then the person's policies decide. Source: wire reference 4.8.
@NullMarked
@ApplicationModule(
        id = "surfaces.s3",
        displayName = "Surfaces: S3",
        allowedDependencies = {
            "platform.crypto",
            "platform.database",
            "platform.http",
            "platform.problem",
            "platform.schedule",
            "platform.settings",
            "backend.audit",
            "backend.identity",
            "backend.storage"
        })
package studio.atelier.surfaces.s3;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
