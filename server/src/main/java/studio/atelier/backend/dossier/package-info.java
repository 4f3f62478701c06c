/// The dossier: everything the house keeps of one person, to take along as a file, and the bytes of it
/// to be removed
/// when the
/// account goes. Which rows are a person's is read from the database's own foreign keys, so a table
/// that comes later,
/// of ours
/// or of the operator, is in it without a word here. Rooms with records that no foreign key leads to
/// offer
/// [PersonalRecords].
@NullMarked
@ApplicationModule(
        id = "backend.dossier",
        displayName = "Backend: dossier",
        allowedDependencies = {
            "platform.settings",
            "platform.database",
            "platform.problem",
            "platform.http",
            "platform.limits",
            "backend.identity",
            "backend.audit",
            "backend.storage"
        })
package studio.atelier.backend.dossier;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
