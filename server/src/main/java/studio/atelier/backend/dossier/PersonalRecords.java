package studio.atelier.backend.dossier;

import java.util.UUID;
import java.util.function.Consumer;
import studio.atelier.platform.database.Tx;

/// Records of a person that no foreign key leads to, such as the ledger's, which know a pseudonym only.
/// Offered as a
/// bean.
public interface PersonalRecords {

    /// Name of the file in the copy, without ending: `ledger`.
    String name();

    /// Reads them one after the other, without holding all in memory.
    ///
    /// @param tx     of the system
    /// @param reader one record as JSON
    void each(Tx tx, UUID userId, Consumer<String> reader);
}
