import type { RequestHandler } from 'express'

const BASIC = /^Basic\s+([\w+/=-]+)$/i

/** Label Studio can only send a name and a password: the password is taken for an API token, whatever the name is. */
export const tokenAsPassword: RequestHandler = ({ headers }, _response, next) => {
  const encoded = BASIC.exec(headers.authorization ?? '')?.[1]
  if (encoded !== undefined) {
    const token = Buffer.from(encoded, 'base64').toString('utf8').split(':').slice(1).join(':')
    headers.authorization = `Bearer ${token}`
  }
  next()
}
