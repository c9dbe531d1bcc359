"""The schema, and the few lines of it that are wrong under a fault."""

SCHEMA = """
interface Node { id: ID! }
type PageInfo { hasNextPage: Boolean! endCursor: String }

type Seller { id: ID! %(seller)s }
type Listing implements Node {
  id: ID! seller: Seller title: String! description: String! price: Float! currency: String! state: String!
  "For its seller alone." instructions: String
  "One's own conversations with it." conversations: [Conversation!]!
}
type Conversation implements Node {
  id: ID! listing: Listing title: String! createdAt: String! messages: [Message!]!
}
type ToolCall { name: String! arguments: String! state: String! approvalId: ID }
type Message { id: ID! role: String! content: String! toolCalls: [ToolCall!]! createdAt: String! }
type File implements Node { id: ID! name: String! size: Int content: String createdAt: String }
type Order implements Node {
  id: ID! listing: Listing note: String! total: Float! received: Float! currency: String! state: String!
  createdAt: String!
}
type Approval {
  id: ID! conversationId: ID! tool: String! arguments: String! state: String! createdAt: String! result: String
}
type Escalation { id: ID! conversationId: ID reason: String! createdAt: String! }
type SearchHit { kind: String! id: ID! title: String! excerpt: String! }
type User { id: ID! email: String! name: String! role: String! }

type ConversationEdge { cursor: String! node: Conversation! }
type ConversationConnection { edges: [ConversationEdge!]! pageInfo: PageInfo! totalCount: Int! }
type OrderEdge { cursor: String! node: Order! }
type OrderConnection { edges: [OrderEdge!]! pageInfo: PageInfo! totalCount: Int! }

type Query {
  node(id: ID!): Node
  me: User
  listings: [Listing!]!
  listing(id: ID!): Listing
  conversations(first: Int = 10, after: String): ConversationConnection
  conversation(id: ID!): Conversation
  "What was said, in order."
  messages(conversationId: ID!): [Message!]
  files: [File!]
  file(id: ID!): File
  orders(first: Int = 10, after: String): OrderConnection
  order(id: ID!): Order
  search(q: String!): [SearchHit!]
  approvals: [Approval!]
  escalations: [Escalation!]
  "Everybody with an account. Only admins may do this."
  adminUsers: [User!]
}

input SignUpInput { email: String! password: String! name: String! }
input SignInInput { email: String! password: String! }
input UpdateMeInput { name: String %(me)s }
input CreateListingInput { title: String! description: String! price: Float! instructions: String }
input UpdateListingInput { id: ID! title: String description: String price: Float instructions: String }
input StartConversationInput { listingId: ID! title: String! }
input RenameConversationInput { id: ID! title: String! }
input SendMessageInput { conversationId: ID! content: String! fileIds: [ID!] }
input UploadFileInput { filename: String! content: String! }
input CreateOrderInput { listingId: ID! note: String }
input EscalateInput { conversationId: ID reason: String! }

type SignInPayload { accessToken: String! expiresIn: Int! user: SignedInUser! }
type SignedInUser { id: ID! role: String! }
type DonePayload { done: Boolean! }
type ListingPayload { listing: Listing! }
type ConversationPayload { conversation: Conversation! }
type CheckoutPayload { url: String! }

type Mutation {
  signUp(input: SignUpInput!): DonePayload
  signIn(input: SignInInput!): SignInPayload
  signOut: DonePayload
  requestPasswordReset(email: String!): DonePayload
  confirmPasswordReset(token: String!, password: String!): DonePayload
  updateMe(input: UpdateMeInput!): User
  "Only sellers may do this."
  createListing(input: CreateListingInput!): ListingPayload
  "Only sellers may do this."
  updateListing(input: UpdateListingInput!): ListingPayload
  startConversation(input: StartConversationInput!): ConversationPayload
  renameConversation(input: RenameConversationInput!): ConversationPayload
  deleteConversation(id: ID!): DonePayload
  sendMessage(input: SendMessageInput!): Message
  uploadFile(input: UploadFileInput!): File
  deleteFile(id: ID!): DonePayload
  createOrder(input: CreateOrderInput!): Order
  checkoutOrder(orderId: ID!): CheckoutPayload
  answerApproval(id: ID!, answer: String!): Approval
  escalate(input: EscalateInput!): Escalation
  "Takes a listing off the market. Only admins may do this."
  adminSuspendListing(listingId: ID!): ListingPayload
  "Fails on purpose. Only admins may do this."
  adminTestError(note: String!): DonePayload
}
"""


def schema(faults: frozenset[str]) -> str:
    """The schema, as far as faults change it."""
    return SCHEMA % {
        "seller": "email: String passwordHash: String" if "bnd-overexposed" in faults else "",
        "me": "role: String" if "bnd-mass-assignment" in faults else "",
    }
