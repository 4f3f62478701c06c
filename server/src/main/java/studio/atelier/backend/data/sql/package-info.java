/// The plan as one parametrised statement.
@NullMarked
package studio.atelier.backend.data.sql;

import org.jspecify.annotations.NullMarked;
