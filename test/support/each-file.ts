import { dropDatabasesAfterwards } from './mongo.ts'

// Every test file that starts processes or asks for databases begins with this: see vitest.config.ts.
dropDatabasesAfterwards()
