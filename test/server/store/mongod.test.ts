import { MongoClient } from 'mongodb'
import { expect, it } from 'vitest'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'

describeWithMongo("the tests' own mongod", () => {
  it('runs transactions on a fresh database', async () => {
    const { uri, name } = testDatabase()
    const client = await MongoClient.connect(uri)
    expect(client.db().databaseName).toBe(name)
    await client.withSession((session) =>
      session.withTransaction(() => client.db().collection('c').insertOne({ a: 1 }, { session })),
    )
    expect(await client.db().collection('c').countDocuments()).toBe(1)
    await client.close()
  })
})
